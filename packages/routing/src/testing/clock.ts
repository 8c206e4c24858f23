export { SimulatedClock } from '@polychat/core/testing';
