export type { EmulatedVendor } from './emulated-vendors.ts';
export { type EmulatorLike, emulatorDouble } from './emulator-double.ts';
