package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// head is the end of a chain: the position of its last entry and its digest.
type head struct {
	position uint64 // 0 if there is no entry yet
	digest   [sha256.Size]byte
}

// shortDigest is the number of bytes of a digest in a printed head: 80 bits can't be matched by
// trial, and can be read aloud.
const shortDigest = 10

var printedHead = regexp.MustCompile(`^([0-9]{1,19})-([0-9a-f]{4}(?:-?[0-9a-f]{4}){4})$`)

// String returns the printed form, such as 17-3fa9-c2d4-0b1e-77aa-5c10.
func (h head) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d", h.position)
	for i := 0; i < shortDigest; i += 2 {
		fmt.Fprintf(&b, "-%x", h.digest[i:i+2])
	}
	return b.String()
}

// parseHead reads a printed head, whose digest is shortened; "" is none.
func parseHead(text string) (head, error) {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return head{}, nil
	}
	parts := printedHead.FindStringSubmatch(text)
	if parts == nil {
		return head{}, ErrHead
	}
	position, err := strconv.ParseUint(parts[1], 10, 63)
	if err != nil {
		return head{}, ErrHead
	}
	digest, err := hex.DecodeString(strings.ReplaceAll(parts[2], "-", ""))
	if err != nil || len(digest) != shortDigest {
		return head{}, ErrHead
	}
	h := head{position: position}
	copy(h.digest[:], digest)
	return h, nil
}

// is reports whether two heads agree in what is printed of them.
func (h head) is(of head) bool {
	return h.position == of.position && bytes.Equal(h.digest[:shortDigest], of.digest[:shortDigest])
}
