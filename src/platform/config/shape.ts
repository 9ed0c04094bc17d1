import { locate } from './config-faults.js';
import { isTree, snake, type Tree } from './tree.js';

/**
 * Returns the tree without values that stand where the model has a mapping or a list, and adds a fault for each. The
 * conversion to classes would drop such values without a word, and an operator would not learn of the mistake.
 *
 * @param model holds a default for every section, under the names of the classes.
 */
export function shaped(tree: Tree, model: object, path: string, faults: string[]): Tree {
  const sound: Tree = {};
  for (const [name, value] of Object.entries(tree)) {
    const at = path === '' ? snake(name) : `${path}.${snake(name)}`;
    const wanted: unknown = Object.hasOwn(model, name) ? (model as Tree)[name] : undefined;
    if (Array.isArray(wanted) && !Array.isArray(value)) faults.push(locate(at, 'must be a list'));
    else if (!isTree(wanted)) sound[name] = value;
    else if (!isTree(value)) faults.push(locate(at, 'must be a mapping'));
    else sound[name] = shaped(value, wanted, at, faults);
  }
  return sound;
}

/** Adds a fault for every list directly inside a list. No setting has one, and the validators would not report it. */
export function listsInLists(value: unknown, path: string, faults: string[]): void {
  if (Array.isArray(value)) {
    value.forEach((each, index) => {
      if (Array.isArray(each)) faults.push(locate(`${path}[${index}]`, 'must not be a list'));
      else listsInLists(each, `${path}[${index}]`, faults);
    });
  } else if (isTree(value)) {
    for (const [name, each] of Object.entries(value))
      listsInLists(each, path === '' ? snake(name) : `${path}.${snake(name)}`, faults);
  }
}
