/** Styles go into the page's bundle. */
declare module '*.css';
