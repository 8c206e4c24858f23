/** Apps ask a token endpoint for their logins, and log in at the emulator. Exits with 1 when one of them cannot. */
import { run } from './run.ts';

const told = await run(console.log);
process.exitCode = told.every(({ code }) => code === 0) ? 0 : 1;
