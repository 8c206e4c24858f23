import { type Ports, sendAll } from './sends.ts';

/** The program that Node, Bun and Deno run: the ports are its argument, the reports its output. */
const { process } = globalThis as unknown as { process: { argv: readonly string[] } };
console.log(JSON.stringify(await sendAll(JSON.parse(process.argv.at(-1) ?? '') as Ports)));
