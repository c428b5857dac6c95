package native

import (
	"errors"
	"strings"

	"golang.org/x/sys/windows/registry"
)

const (
	linkKey = `Software\Classes\ringback`
	// linkMark is the key's default value. Windows wants it to begin with "URL:"; by it Unregister
	// knows that the key is ours.
	linkMark = "URL:Ringback"
)

// keys returns a key of a link and those below it, the deepest first.
func keys(of string) []string {
	return []string{of + `\shell\open\command`, of + `\shell\open`, of + `\shell`, of}
}

// Register writes the keys of the user's part of the registry. It can be repeated: the program's
// path is renewed. The error is a [PackageError] if the machine's part has the links already; then
// nothing is written.
func (l Links) Register() error { return l.register(linkKey) }

func (l Links) register(under string) error {
	if key, err := registry.OpenKey(registry.LOCAL_MACHINE, keys(under)[0], registry.QUERY_VALUE); err == nil {
		_ = key.Close()
		return &PackageError{`HKEY_LOCAL_MACHINE\` + under}
	}
	return errors.Join(
		setValue(under, "", linkMark),
		setValue(under, "URL Protocol", ""),
		setValue(keys(under)[0], "", `"`+l.Program+`" "%1"`),
	)
}

// State returns who opens the links. The user's part of the registry counts before the machine's.
func (l Links) State() (LinkState, error) { return l.state(linkKey) }

func (l Links) state(under string) (LinkState, error) {
	for _, place := range []struct {
		root  registry.Key
		found LinkState
	}{{registry.CURRENT_USER, LinksElsewhere}, {registry.LOCAL_MACHINE, LinksPackage}} {
		key, err := registry.OpenKey(place.root, keys(under)[0], registry.QUERY_VALUE)
		if errors.Is(err, registry.ErrNotExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		command, _, err := key.GetStringValue("")
		_ = key.Close()
		switch {
		case err != nil:
			return "", err
		case strings.EqualFold(command, `"`+l.Program+`" "%1"`):
			return LinksHere, nil
		}
		return place.found, nil
	}
	return LinksNobody, nil
}

func setValue(path, name, value string) error {
	key, _, err := registry.CreateKey(registry.CURRENT_USER, path, registry.SET_VALUE)
	if err != nil {
		return err
	}
	return errors.Join(key.SetStringValue(name, value), key.Close())
}

// Unregister removes what Register wrote, and reports whether there was any. A key that somebody
// else wrote stays.
func (l Links) Unregister() (was bool, err error) { return unregister(linkKey) }

func unregister(under string) (was bool, err error) {
	key, err := registry.OpenKey(registry.CURRENT_USER, under, registry.QUERY_VALUE)
	if errors.Is(err, registry.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	mark, _, err := key.GetStringValue("")
	_ = key.Close()
	if err != nil || mark != linkMark {
		return false, nil //nolint:nilerr // A key without our mark isn't ours.
	}
	for _, path := range keys(under) {
		if err := registry.DeleteKey(registry.CURRENT_USER, path); err != nil && !errors.Is(err, registry.ErrNotExist) {
			return true, err
		}
	}
	return true, nil
}
