package secrets

import (
	"context"
	"errors"
)

// ReadEntry returns one of the program's own entries, such as the key of a journal; found is false
// if the keyring works and has no entry of that name.
func (s *Store) ReadEntry(ctx context.Context, name string) (text string, found bool, err error) {
	read := make(chan string, 1) // not a variable, with which a late answer would race
	err = s.call(ctx, &call{do: func() error {
		stored, err := s.keyring.Get(service, name)
		if err == nil {
			read <- stored
		}
		return classify(err, "")
	}})
	switch {
	case errors.Is(err, ErrNoSecret):
		return "", false, nil
	case err != nil:
		return "", false, err
	}
	return <-read, true, nil
}

// SaveEntry saves one of the program's own entries and reads it back. A success that comes too late
// isn't undone.
func (s *Store) SaveEntry(ctx context.Context, name, text string) error {
	return s.call(ctx, &call{do: func() error {
		if err := s.keyring.Set(service, name, text); err != nil {
			return orMissing(classify(err, text))
		}
		read, err := s.keyring.Get(service, name)
		if err == nil && read != text {
			err = errors.New("it returned something other than what was saved")
		}
		return orMissing(classify(err, text))
	}})
}
