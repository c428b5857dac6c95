//go:build !linux && !windows

package files

import "golang.org/x/sys/unix"

// openFolder opens a folder.
const openFolder = unix.O_RDONLY | unix.O_DIRECTORY | unix.O_NOFOLLOW | unix.O_CLOEXEC
