package secrets

import (
	"context"
	"errors"
)

// ReadEntry returns an entry of the program's own, such as the key of a journal; found is false
// where the keyring works and has none of that name.
func (s *Store) ReadEntry(ctx context.Context, name string) (text string, found bool, err error) {
	read := make(chan string, 1) // not a variable: a late answer must not race with us
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

// SaveEntry saves an entry of the program's own and reads it back. A success that comes too late
// stays.
func (s *Store) SaveEntry(ctx context.Context, name, text string) error {
	return s.call(ctx, &call{do: func() error {
		if err := s.keyring.Set(service, name, text); err != nil {
			return orMissing(classify(err, text))
		}
		read, err := s.keyring.Get(service, name)
		if err == nil && read != text {
			err = errors.New("it returned something else than was saved")
		}
		return orMissing(classify(err, text))
	}})
}
