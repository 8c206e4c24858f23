export type { EmulatedVendor } from './emulated-vendors.ts';
export {
  type EmulatedMessage,
  type EmulatedTencentImConversations,
  type EmulatedUsers,
  type EmulatedZimConversations,
  type EmulatorFault,
  type EmulatorLike,
  emulatorDouble,
} from './emulator-double.ts';
