//go:build unix && !darwin

package native

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	linkType    = "x-scheme-handler/ringback"
	desktopFile = "ringback-link.desktop"
	// beforeKey is where our desktop file keeps the default that was there before.
	beforeKey = "X-Ringback-Default-Before"
	// maxFile bounds the files of others that are read, in bytes.
	maxFile = 1 << 20

	entryGroup   = "[Desktop Entry]"
	defaultGroup = "[Default Applications]"
)

// Register writes our own desktop file and makes it the default for the links. What was the default
// before is kept in it for [Links.Unregister]. It can be repeated: the program's path is renewed.
// The error is a [PackageError] if a package has registered the links; then nothing is written.
func (l Links) Register() error {
	if where, err := l.byPackage(); err != nil {
		return err
	} else if where != "" {
		return &PackageError{where}
	}
	list, err := readFile(l.list())
	if err != nil {
		return err
	}
	before := value(list, defaultGroup, linkType)
	if isOurs(before) {
		if before, err = l.before(); err != nil {
			return err
		}
	}
	if err := l.Write(l.ownFile(), l.entry(before)); err != nil {
		return err
	}
	return l.Write(l.list(), []byte(withDefault(list, desktopFile+";")))
}

// Unregister takes back what Register did. The default that was there before is there again, unless
// the user has chosen another one since. It reports whether anything was registered.
func (l Links) Unregister() (was bool, err error) {
	list, err := readFile(l.list())
	if err != nil {
		return false, err
	}
	if isOurs(value(list, defaultGroup, linkType)) {
		before, err := l.before()
		if err != nil {
			return false, err
		}
		if err := l.restore(withDefault(list, before)); err != nil {
			return false, err
		}
		was = true
	}
	switch err := os.Remove(l.ownFile()); {
	case errors.Is(err, fs.ErrNotExist):
		return was, nil
	default:
		return true, err
	}
}

// restore writes the list of defaults, or removes it if nothing is left in it.
func (l Links) restore(list string) error {
	if strings.TrimSpace(list) == defaultGroup {
		return os.Remove(l.list())
	}
	return l.Write(l.list(), []byte(list))
}

// State returns who opens the links.
func (l Links) State() (LinkState, error) {
	list, err := readFile(l.list())
	if err != nil {
		return "", err
	}
	where, err := l.byPackage()
	if err != nil {
		return "", err
	}
	chosen, _, _ := strings.Cut(value(list, defaultGroup, linkType), ";")
	switch chosen = strings.TrimSpace(chosen); {
	case chosen == desktopFile:
		own, err := readFile(l.ownFile())
		if err != nil {
			return "", err
		}
		if value(own, entryGroup, "Exec") == quoted(l.Program)+" %u" {
			return LinksHere, nil
		}
		return LinksElsewhere, nil
	case where != "" && (chosen == "" || chosen == filepath.Base(where)):
		return LinksPackage, nil
	case chosen != "":
		return LinksElsewhere, nil
	}
	return LinksNobody, nil
}

func (l Links) list() string    { return filepath.Join(l.ConfigHome, "mimeapps.list") }
func (l Links) ownFile() string { return filepath.Join(l.DataHome, "applications", desktopFile) }

// before returns the default that was there before ours.
func (l Links) before() (string, error) {
	own, err := readFile(l.ownFile())
	return value(own, entryGroup, beforeKey), err
}

// entry returns our desktop file.
func (l Links) entry(before string) []byte {
	text := entryGroup + "\nType=Application\nName=Ringback\nNoDisplay=true\nExec=" + quoted(l.Program) + " %u\nMimeType=" + linkType + ";\n"
	if before != "" {
		text += beforeKey + "=" + before + "\n"
	}
	return []byte(text)
}

// quoted returns a path as one argument of Exec: quoted, and then escaped as every value is. See
// "The Exec key" in the Desktop Entry Specification. A path that needs no quotes gets none:
// xdg-open understands none where there is no desktop that it asks.
func quoted(path string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+"
	if strings.Trim(path, plain) == "" {
		return path
	}
	path = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "`", "\\`", `$`, `\$`, `%`, `%%`).Replace(path)
	return strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(`"` + path + `"`)
}

// byPackage returns the desktop file of a package that opens the links, "" if there is none.
func (l Links) byPackage() (string, error) {
	for _, folder := range l.DataDirs {
		if !filepath.IsAbs(folder) || filepath.Clean(folder) == filepath.Clean(l.DataHome) {
			continue
		}
		entries, err := filepath.Glob(filepath.Join(literal(folder), "applications", "*.desktop"))
		if err != nil {
			return "", err
		}
		for _, path := range entries {
			entry, err := readFile(path)
			if err != nil {
				continue // it is not ours to mend
			}
			if slices.Contains(strings.Split(value(entry, entryGroup, "MimeType"), ";"), linkType) {
				return path, nil
			}
		}
	}
	return "", nil
}

// literal returns a path as a pattern that matches only it.
func literal(path string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(path)
}

// isOurs reports whether our desktop file is the first of a list.
func isOurs(list string) bool {
	first, _, _ := strings.Cut(list, ";")
	return strings.TrimSpace(first) == desktopFile
}

// readFile reads a text file; one that isn't there is empty.
func readFile(path string) (string, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case err != nil:
		return "", err
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("%s: not a file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	switch {
	case err != nil:
		return "", err
	case len(text) > maxFile:
		return "", fmt.Errorf("%s: longer than %d bytes", path, maxFile)
	}
	return string(text), nil
}

// value returns the value of a key in a group of a desktop file, "" if there is none.
func value(text, group, key string) string {
	in := false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			in = line == group
		} else if name, value, ok := strings.Cut(line, "="); in && ok && strings.TrimSpace(name) == key {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// withDefault returns the list of defaults with another default for the links, or with none if it
// is "". All other lines stay as they are.
func withDefault(list, set string) string {
	entry := ""
	if set != "" {
		entry = linkType + "=" + set + "\n"
	}
	var b strings.Builder
	in, placed := false, entry == ""
	for line := range strings.Lines(list) {
		trimmed := strings.TrimSpace(line)
		name, _, _ := strings.Cut(trimmed, "=")
		switch {
		case in && strings.TrimSpace(name) == linkType:
			if !placed {
				b.WriteString(entry)
				placed = true
			}
			continue // where it was twice, once is enough
		case strings.HasPrefix(trimmed, "["):
			in = trimmed == defaultGroup
		}
		b.WriteString(line)
	}
	if placed {
		return b.String()
	}
	return insert(b.String(), entry)
}

// insert inserts a default that the list doesn't have yet.
func insert(list, entry string) string {
	at := 0
	for line := range strings.Lines(list) {
		at += len(line)
		if strings.TrimSpace(line) == defaultGroup {
			if !strings.HasSuffix(line, "\n") {
				entry = "\n" + entry
			}
			return list[:at] + entry + list[at:]
		}
	}
	if list != "" {
		list = strings.TrimRight(list, "\n") + "\n\n"
	}
	return list + defaultGroup + "\n" + entry
}
