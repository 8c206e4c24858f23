import { SimulatedClock } from '@polychat/core/testing';
import { createEmulator, type Emulator } from '@polychat/emulator';
import type { Region } from '../app/people.ts';
import { Network } from './network.ts';

/** What the app would reach over the internet: an app at both vendors in each region, here on loopback. */
export interface World {
  readonly vendors: Readonly<Record<Region, Emulator>>;
  /** Weeks pass in a moment, a slow machine changes nothing, and the vendors' limits are kept all the same. */
  readonly clock: SimulatedClock;
  readonly network: Network;
  close(): Promise<void>;
}

/** Starts both vendors in one region. Each region has apps of its own. */
function startVendors(region: number): Promise<Emulator> {
  // A device that never comes online keeps no message for longer than a vendor does, so all of them are.
  const newUserPresence = 'online';
  return createEmulator({
    zim: { appId: 2_000_000_000 + region, newUserPresence },
    tencentIm: { sdkAppId: 1_400_000_000 + region, newUserPresence },
  });
}

/** Starts the vendors in all regions, with nobody in them but Tencent IM's administrators. */
export async function startWorld(): Promise<World> {
  const vendors = {
    europe: await startVendors(1),
    america: await startVendors(2),
    asia: await startVendors(3),
  };
  const emulators = Object.values(vendors);
  const network = new Network();
  for (const emulator of emulators) {
    emulator.freeze();
    network.watch(emulator);
  }
  const clock = new SimulatedClock(vendors.europe.now(), {
    whileAnswered: () => network.whileAnswered(),
    onMove: (byMs) => {
      for (const emulator of emulators) emulator.advance(byMs);
    },
  });
  return {
    vendors,
    clock,
    network,
    async close() {
      await Promise.all(emulators.map((emulator) => emulator.close()));
    },
  };
}
