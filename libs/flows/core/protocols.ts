/** IP protocol numbers (IANA), and flags of a TCP header (RFC 9293 §3.1). */
export const ICMP: i32 = 1;
export const TCP: i32 = 6;
export const UDP: i32 = 17;
export const ICMPV6: i32 = 58;
export const SCTP: i32 = 132;

export const FLAG_FIN: i32 = 1;
export const FLAG_SYN: i32 = 2;
export const FLAG_RST: i32 = 4;
export const FLAG_ACK: i32 = 16;
