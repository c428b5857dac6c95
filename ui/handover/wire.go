package handover

import (
	"bufio"
	"errors"
	"io"
	"net"
	"time"
)

// readLine reads one line of at most limit bytes, without its end.
func readLine(r *bufio.Reader, limit int) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		if len(line)+len(part) > limit+1 {
			return nil, errMalformed
		}
		line = append(line, part...)
		clear(part) // a person is in it
		switch {
		case err == nil:
			return line[:len(line)-1], nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		}
	}
}

// writeLine writes a value as one line within [Bound].
func writeLine(conn net.Conn, value any) error {
	line, err := encode(value)
	if err != nil {
		return err
	}
	if err := conn.SetWriteDeadline(time.Now().Add(Bound)); err != nil {
		return err
	}
	n, err := conn.Write(line)
	if err == nil && n < len(line) {
		return io.ErrShortWrite
	}
	return err
}
