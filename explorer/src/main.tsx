import { render } from 'preact';
import './styles/theme.css';
import './styles/page.css';
import './styles/table.css';
import './styles/pictures.css';
import './styles/drawer.css';
import { followAddress } from './reading/current.js';
import { App } from './shell/app.js';
import { closeMenusOutside } from './shell/close-menus.js';
import { signInFault } from './session/session.js';

const search = new URLSearchParams(location.search);
followAddress();
closeMenusOutside();
render(<App />, document.getElementById('explorer') as HTMLElement);

// An issuer has led back here.
if (search.has('state') && (search.has('code') || search.has('error')))
  import('./session/issuer-sign-in.js')
    .then(({ comeBack }) => comeBack(search))
    .catch((error: unknown) => (signInFault.value = error));
