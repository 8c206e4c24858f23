/** Two vendors' webhooks behind Node's http. Prints what the app hears. Exits with 1 when it hears nothing. */
import { run } from './run.ts';
import { serveWithNode } from './servers/node.ts';

const heard = await run(serveWithNode);
for (const line of heard) console.log(line);
process.exitCode = heard.length > 0 ? 0 : 1;
