export {
  looksLikeRdp,
  readRdpConfirm,
  readRdpRequest,
  tpktLength,
  type RdpConfirm,
  type RdpRequest,
  type RdpSecurity,
} from './rdp';
