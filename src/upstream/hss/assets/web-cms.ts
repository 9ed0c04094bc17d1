import { webSoftware } from './web-software.js';

export const webApplications = webSoftware('web_cms', {
  inLists: 'web-app',
  countedAs: 'web_app_num',
  collectedAs: 'web-app',
});
