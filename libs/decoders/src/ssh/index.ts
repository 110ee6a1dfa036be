export { isSshBanner, MAX_SSH_BANNER, readSshPacket, sshBanner, type SshPacket } from './ssh';
