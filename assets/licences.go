package assets

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"strings"
)

// The licences of everything that the program is built from, compressed. TestLicences writes it.
//
//go:embed licences.txt.gz
var licences []byte

// licenceHead begins the heading of each module in the text of the licences.
const licenceHead = "\n=== "

// Licence holds the licence texts of one module that the program is built from.
type Licence struct {
	Module  string // its path, such as golang.org/x/text; Go for the language itself
	Version string // such as v0.44.0; "" for Go
	Text    string // of all its licences, one below the other
}

// Licences returns the licences of every module that the program is built from on any system, in
// the order of their paths. It unpacks them at each call.
func Licences() ([]Licence, error) {
	text, err := unpack(licences)
	if err != nil {
		return nil, err
	}
	_, text, _ = strings.Cut(text, licenceHead)
	var all []Licence
	for part := range strings.SplitSeq(text, licenceHead) {
		head, body, _ := strings.Cut(part, "\n")
		module, version, _ := strings.Cut(head, " ")
		all = append(all, Licence{Module: module, Version: version, Text: strings.TrimSpace(body)})
	}
	return all, nil
}

// unpack returns the text in a gzip file.
func unpack(packed []byte) (string, error) {
	from, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return "", fmt.Errorf("read the licences: %w", err)
	}
	text, err := io.ReadAll(from)
	if err != nil {
		return "", fmt.Errorf("read the licences: %w", err)
	}
	return string(text), nil
}
