import type { HttpRequest } from '@polychat/core';
import axios from 'axios';
import got from 'got';
import ky from 'ky';
import { request as undiciRequest } from 'undici';

/** Sends one message and waits for the reply. */
export type Send = () => Promise<unknown>;

/**
 * The HTTP clients that people use, each as its own documentation shows it, with its own defaults: they send one
 * request again and again and parse the reply, and look at nothing in it.
 */
export function bareClients({ method, url, headers, body }: HttpRequest): Readonly<Record<string, Send>> {
  return {
    'bare fetch': async () => (await fetch(url, { method, headers, body })).json(),
    'bare ky': () => ky(url, { method, headers, body }).json(),
    'undici request': async () => (await undiciRequest(url, { method, headers, body })).body.json(),
    axios: async () => (await axios.request({ method, url, headers, data: body })).data,
    got: () => got(url, { method, headers, body }).json(),
  };
}
