export type { EmulatedVendor } from './emulated-vendors.ts';
export {
  type EmulatedMessage,
  type EmulatedUsers,
  type EmulatorFault,
  type EmulatorLike,
  emulatorDouble,
} from './emulator-double.ts';
