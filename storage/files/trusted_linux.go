package files

import "golang.org/x/sys/unix"

// openFolder opens a folder that one may enter, even if its content may not be listed.
const openFolder = unix.O_PATH | unix.O_DIRECTORY | unix.O_NOFOLLOW | unix.O_CLOEXEC
