/** Reading contents back: an entry of its own, so that who only sends does not carry it. */
export { pigeonContent as content } from './pigeon.ts';
