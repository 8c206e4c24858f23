/** The vendors that the emulator stands in for. */
export type Vendor = 'zim' | 'tencentIm';

export const vendors: readonly Vendor[] = ['zim', 'tencentIm'];

/** What `JSON.stringify` can write; ids beyond 2^53 are `BareNumber`s. */
export type JsonObject = Record<string, unknown>;
