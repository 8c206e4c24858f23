/**
 * `npm test`: the type check, and beside it the tests, since each leaves the processor idle now and then. What is given
 * goes to vitest.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Returns the exit code of a program, and what it printed, unless it printed at once. */
function run(program: string, args: readonly string[], output: 'pipe' | 'inherit') {
  const child = spawn(program, args, { cwd: root, stdio: ['inherit', output, 'inherit'] });
  let text = '';
  child.stdout?.on('data', (data) => {
    text += String(data);
  });
  return new Promise<{ readonly code: number; readonly text: string }>((resolve) => {
    child.on('close', (code) => resolve({ code: code ?? 1, text }));
  });
}

const tests = ['run', '--config', 'vitest.workspace.ts', '--project', '!crashes', ...process.argv.slice(2)];
const [types, vitest] = await Promise.all([
  run('npm', ['run', '--silent', 'typecheck'], 'pipe'),
  run(process.execPath, ['node_modules/vitest/vitest.mjs', ...tests], 'inherit'),
]);
// At the end, where it is seen.
process.stdout.write(types.code === 0 ? '\nThe types are right.\n' : `\nThe type check:\n${types.text}`);
process.exitCode = types.code || vitest.code;
