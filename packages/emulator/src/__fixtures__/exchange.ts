import { connect } from 'node:net';

/** Writes the pieces one by one to a port of this machine, and reads until the other side closes. */
export async function exchange(port: number, pieces: readonly (string | Buffer)[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  const closed = new Promise<void>((resolve, reject) => {
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('close', () => resolve());
    socket.on('error', reject);
  });
  for (const piece of pieces) {
    socket.write(piece);
    // Long enough that the pieces do not arrive as one; nothing depends on it but what is put to the test.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await closed;
  return Buffer.concat(chunks).toString('utf8');
}
