import { webSoftware } from './web-software.js';

export const webServices = webSoftware('web_service', {
  inLists: 'web-service',
  countedAs: 'web_service_num',
  collectedAs: 'web-service',
});
