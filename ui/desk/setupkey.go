package desk

import (
	"context"
	"crypto/rsa"
	"io"

	"ringback/ciba"
	"ringback/storage/secrets"
)

// maxKeyFile is the largest file that is read as a private key, in bytes. A key of 16,384 bits with
// its certificates is far smaller.
const maxKeyFile = 64 << 10

// setupKey is the private key that was read from a file for the setup dialog.
type setupKey struct {
	turn int // late answers for an earlier one are dropped
	read ciba.Secret
}

// InspectKey shows in the setup dialog which private key was typed. It drops a key that was read
// from a file before.
func (d *Desk) InspectKey(typed string) {
	d.edit(func(s *state) {
		if s.setup == nil || !s.setup.NeedKey || s.setup.Saving {
			return
		}
		s.readKey("", func() (ciba.Secret, error) { return secrets.Clean(ciba.Secret(typed)), nil })
	})
}

// ReadKey reads a private key from a file, at most 64 KiB, and closes it.
func (d *Desk) ReadKey(from io.ReadCloser, name string) {
	d.edit(func(s *state) {
		if s.setup == nil || !s.setup.NeedKey || s.setup.Saving {
			s.closeUnused(from)
			return
		}
		s.readKey(ciba.Clean(name, 100), func() (ciba.Secret, error) {
			data, err := io.ReadAll(io.LimitReader(from, maxKeyFile+1))
			_ = from.Close() // a failed close loses nothing that was read
			if len(data) > maxKeyFile {
				return "", &ciba.KeyError{Problem: ciba.KeyUnreadable}
			}
			return ciba.Secret(data), err
		})
	})
}

// readKey reads a possible private key in the background, and says what it is.
func (s *state) readKey(file string, read func() (ciba.Secret, error)) {
	s.key = setupKey{turn: s.key.turn + 1}
	turn := s.key.turn
	s.job(func(context.Context) func(*state) {
		text, err := read()
		found, problem := Text{}, Text{}
		switch {
		case err != nil:
			if problem = keyProblem(err); problem.IsZero() {
				problem = Say("key.problem.file")
			}
		case text != "":
			found, problem = describeKey(text)
		}
		return func(s *state) {
			if s.setup == nil || turn != s.key.turn {
				return
			}
			next := *s.setup
			next.Key, next.KeyFile, next.SecretProblem = found, "", problem
			if file != "" && !found.IsZero() {
				next.KeyFile, s.key.read = file, text
			}
			s.setup = &next
		}
	})
}

// describeKey says which private key a text is, or why it isn't one.
func describeKey(text ciba.Secret) (found, problem Text) {
	key, err := ciba.ParsePrivateKey(text)
	if err != nil {
		return Text{}, keyProblem(err)
	}
	if private, ok := key.(*rsa.PrivateKey); ok {
		return Say("key.found.rsa", "Bits", private.N.BitLen()), Text{}
	}
	return Say("key.found.ec"), Text{}
}
