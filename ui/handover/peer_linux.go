package handover

import "golang.org/x/sys/unix"

// peerOf returns the user of the process at the other end of a socket, as it was when the
// connection was made.
func peerOf(fd int) (int, error) {
	peer, err := unix.GetsockoptUcred(fd, unix.SOL_SOCKET, unix.SO_PEERCRED)
	if err != nil {
		return -1, err
	}
	return int(peer.Uid), nil
}
