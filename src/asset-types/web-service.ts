import { webServices } from '../upstream/hss/assets/web-service.js';
import { webSoftware, WebSoftwareRow } from './web-software.js';

/** One web service of one server. */
class WebServiceRow extends WebSoftwareRow {}

export const webService = webSoftware(webServices, WebServiceRow, {
  title: 'Web services',
  plural: 'WebServices',
});
