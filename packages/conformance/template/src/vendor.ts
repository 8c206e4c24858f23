/** What the vendor is called here, and where it is. */
export const vendor = { name: 'pigeon', title: 'Pigeon Post', host: 'api.pigeon.example' } as const;
