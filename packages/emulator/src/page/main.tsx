import './styles/tokens.css';
import './styles/base.css';
import './styles/elements.css';
import './styles/frame.css';
import './styles/inbox.css';
import './styles/group.css';
import './styles/message.css';
import './styles/media.css';
import './styles/inspector.css';
import './styles/views.css';
import './styles/narrow.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { startLive } from './state/live.ts';

const page = document.getElementById('page');
if (page !== null) {
  render(<App />, page);
  startLive();
}
