#!/usr/bin/env node
import { runVerify } from '@polychat/core/cli';
import { verifyProgram } from './verify-program.ts';

process.exitCode = await runVerify(verifyProgram, {
  args: process.argv.slice(2),
  env: process.env,
  print: (line) => console.log(line),
});
