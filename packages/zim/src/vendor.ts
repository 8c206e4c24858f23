/** The vendor's name: in problems, as the key under `vendor` in a message, and before its warnings' codes. */
export const vendorName = 'zim';
/** The vendor's name in sentences. */
export const vendorTitle = 'ZIM';
