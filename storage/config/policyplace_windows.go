package config

import (
	"cmp"
	"errors"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// PolicyFile returns where the policy of this machine is.
func PolicyFile() (string, error) {
	folder, err := programData()
	if err != nil {
		return "", err
	}
	return filepath.Join(folder, "Ringback", "policy.toml"), nil
}

// programData returns the folder of what belongs to all users, as %ProgramData% is. The system's
// known folder isn't asked: it expands the variables of this process, and those are the user's.
func programData() (string, error) {
	home, err := windows.GetSystemWindowsDirectory()
	if err != nil {
		return "", err
	}
	key, err := registry.OpenKey(registry.LOCAL_MACHINE, `SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList`, registry.QUERY_VALUE|registry.WOW64_64KEY)
	if err != nil {
		return "", err
	}
	defer func() { _ = key.Close() }()
	folder, _, err := key.GetStringValue("ProgramData")
	if err != nil {
		return "", err
	}
	return expanded(folder, home)
}

// systemVariables are the variables that the system names its own folders with.
var systemVariables = regexp.MustCompile(`(?i)%(SystemDrive|SystemRoot)%`)

// expanded expands the system's variables by what the system says; home is its own folder.
func expanded(path, home string) (string, error) {
	path = systemVariables.ReplaceAllStringFunc(path, func(name string) string {
		if strings.EqualFold(name, "%SystemRoot%") {
			return home
		}
		return filepath.VolumeName(home)
	})
	if strings.Contains(path, "%") || !filepath.IsAbs(path) {
		return "", &fs.PathError{Op: "expand", Path: path, Err: fs.ErrInvalid}
	}
	return path, nil
}

// maxRegistryDepth is deeper than any policy: environment, its id, and what doesn't belong there.
const maxRegistryDepth = 3

// errVanished means that a part of the policy was taken away while it was read, as Windows does
// when it renews the policies of a machine. It isn't fs.ErrNotExist, by which there would be no
// policy.
var errVanished = errors.New("it changes at this moment; try again")

// vanished returns the error of what was there a moment ago.
func vanished(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return errVanished
	}
	return err
}

// readRegistry reads the policy's key; nil if there is none.
func readRegistry() (*RegistryKey, error) {
	key, err := readRegistryKey(registry.LOCAL_MACHINE, `Software\Policies\Ringback`, maxRegistryDepth)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return &key, err
}

// readRegistryKey reads a key of the 64-bit view, with what is below it.
func readRegistryKey(parent registry.Key, path string, depth int) (read RegistryKey, err error) {
	read = RegistryKey{Values: make(map[string]any), Keys: make(map[string]RegistryKey)}
	key, err := registry.OpenKey(parent, path, registry.QUERY_VALUE|registry.ENUMERATE_SUB_KEYS|registry.WOW64_64KEY)
	if err != nil {
		return read, err
	}
	defer func() { _ = key.Close() }()
	names, err := key.ReadValueNames(0)
	if err != nil {
		return read, err
	}
	for _, name := range names {
		if read.Values[valueName(name)], err = registryValue(key, name); err != nil {
			return read, vanished(err)
		}
	}
	if depth == 0 {
		return read, nil
	}
	subkeys, err := key.ReadSubKeyNames(0)
	if err != nil {
		return read, err
	}
	for _, name := range subkeys {
		if read.Keys[strings.ToLower(name)], err = readRegistryKey(key, name, depth-1); err != nil {
			return read, vanished(err)
		}
	}
	return read, nil
}

// valueName returns a value's name as the registry compares it; its editor shows that without a
// name as this.
func valueName(name string) string { return cmp.Or(strings.ToLower(name), "(default)") }

// registryValue returns a value in the form of [RegistryKey].
func registryValue(key registry.Key, name string) (any, error) {
	_, kind, err := key.GetValue(name, nil)
	if err != nil && !errors.Is(err, registry.ErrShortBuffer) {
		return nil, err
	}
	switch kind {
	case registry.SZ:
		text, _, err := key.GetStringValue(name)
		return text, err
	case registry.MULTI_SZ:
		texts, _, err := key.GetStringsValue(name)
		return texts, err
	case registry.DWORD:
		number, _, err := key.GetIntegerValue(name)
		return uint32(number), err
	}
	return RegistryType("another type"), nil
}
