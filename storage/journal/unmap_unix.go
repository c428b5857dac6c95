//go:build !windows

package journal

import (
	"reflect"

	"golang.org/x/sys/unix"
)

// unmap ends the mapping of a database of bbolt.
func unmap(db reflect.Value) {
	if mapped := db.FieldByName("dataref"); mapped.IsValid() && mapped.Kind() == reflect.Slice && mapped.Len() > 0 {
		_ = unix.Munmap(mapped.Bytes())
	}
}
