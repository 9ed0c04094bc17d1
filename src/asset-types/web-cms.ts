import { webApplications } from '../upstream/hss/assets/web-cms.js';
import { webSoftware, WebSoftwareRow } from './web-software.js';

/** One web application of one server. */
class WebCmsRow extends WebSoftwareRow {}

export const webCms = webSoftware(webApplications, WebCmsRow, {
  title: 'Web applications',
  plural: 'WebCmsApps',
});
