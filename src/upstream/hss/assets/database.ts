import { webSoftware } from './web-software.js';

export const databases = webSoftware('database', {
  inLists: 'database',
  countedAs: 'database_num',
  collectedAs: 'database',
});
