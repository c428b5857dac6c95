//go:build unix && cgo

package console

/*
#include <fcntl.h>

static int output_closed;

// This runs before the Go runtime, which opens the null device where a standard file is closed.
__attribute__((constructor)) static void look_at_output(void) { output_closed = fcntl(1, F_GETFD) == -1; }

static int was_output_closed(void) { return output_closed; }
*/
import "C"

// outputClosed reports whether standard output was closed before the program began. By now the
// runtime has opened the null device there.
func outputClosed() bool { return C.was_output_closed() != 0 }
