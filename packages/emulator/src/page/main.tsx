import './page.css';
import { render } from 'preact';

const page = document.getElementById('page');
if (page !== null) render(<p>hello</p>, page);
