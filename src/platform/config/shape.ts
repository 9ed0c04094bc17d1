import { locate } from './config-faults.js';
import { isTree, snake, type Tree } from './tree.js';

/**
 * The tree without the parts that are a value where the model has a mapping or a list, each named as a fault. Left in,
 * they would vanish when the tree becomes an object of classes, and with them what somebody meant to configure.
 *
 * @param model holds a default for every section; names as the classes have them.
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

/** Names every list that stands directly in a list: no setting has one, and the validators look through it. */
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
