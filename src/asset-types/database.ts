import { databases } from '../upstream/hss/assets/database.js';
import { webSoftware, WebSoftwareRow } from './web-software.js';

/** One database of one server. */
class DatabaseRow extends WebSoftwareRow {}

export const database = webSoftware(databases, DatabaseRow, { title: 'Databases', plural: 'Databases' });
