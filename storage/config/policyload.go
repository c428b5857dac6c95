package config

import (
	"errors"
	"io/fs"

	"ringback/storage/files"
)

// LoadPolicy reads the policy of this machine: its file, and on Windows the registry over it, key
// by key. languages are the codes that the key language may have. Without either the policy fixes
// nothing. Every problem comes as a [files.Error], all of them joined; then the policy isn't to be
// gone without: whoever wrote it meant something.
func LoadPolicy(languages []string) (Policy, error) {
	m := machine{read: files.ReadTrusted, registry: readRegistry}
	var err error
	if m.file, err = PolicyFile(); err != nil {
		return Policy{}, &files.Error{File: "policy.toml", Problem: files.ProblemUnreadable, Err: err}
	}
	return m.policy(languages)
}

// machine is where a policy is read from.
type machine struct {
	file     string
	read     func(path string) ([]byte, error) // a missing file is fs.ErrNotExist
	registry func() (*RegistryKey, error)      // nil: there is no key
}

// policy reads the policy.
func (m machine) policy(languages []string) (Policy, error) {
	var lower, upper policyLayer
	var problems []error
	data, err := m.read(m.file)
	if err == nil {
		lower, err = fileLayer(data, m.file)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		problems = append(problems, err)
	}
	key, err := m.registry()
	switch {
	case err != nil:
		problems = append(problems, &files.Error{File: registryName, Problem: files.ProblemUnreadable, Err: err})
	case key != nil:
		upper = registryLayer(*key, languages)
	}
	p, err := policyOf(upper, lower, languages)
	if len(problems) > 0 || err != nil {
		return Policy{}, errors.Join(append(problems, err)...)
	}
	return p, nil
}

// ParsePolicy reads the text of a policy's file; name is what errors call it. Whether the file is
// trusted is for [LoadPolicy] to judge.
func ParsePolicy(data []byte, name string, languages []string) (Policy, error) {
	l, err := fileLayer(data, name)
	if err != nil {
		return Policy{}, err
	}
	return policyOf(policyLayer{}, l, languages)
}
