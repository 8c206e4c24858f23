/** Valkey GLIDE, which has a native part for each platform; undefined, with a printed reason, where there is none. */
export async function loadGlide(): Promise<typeof import('@valkey/valkey-glide') | undefined> {
  try {
    return await import('@valkey/valkey-glide');
  } catch (error) {
    process.stderr.write(
      `\nNOTICE: Valkey GLIDE cannot be loaded here, so it is not tested: ${(error as Error).message.split('\n')[0]}\n`,
    );
    return undefined;
  }
}
