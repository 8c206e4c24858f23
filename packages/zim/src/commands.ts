/** The vendor's names of the actions, as the parameter `Action` has them. */
export const commands = {
  sendToPeers: 'SendPeerMessage',
  sendToAllUsers: 'SendMessageToAllUsers',
  registerUsers: 'UserRegister',
} as const;
