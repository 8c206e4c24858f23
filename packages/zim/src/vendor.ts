/** The vendor's name in problems and receipts, its key under `vendor` in a message, and its name in sentences. */
export const vendorName = 'zim';
export const vendorKey = 'zim';
export const vendorTitle = 'ZIM';
