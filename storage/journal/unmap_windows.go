package journal

import (
	"reflect"

	"golang.org/x/sys/windows"
)

// unmap ends the mapping of a database of bbolt.
func unmap(db reflect.Value) {
	if mapped := db.FieldByName("data"); mapped.IsValid() && mapped.Kind() == reflect.Pointer && !mapped.IsNil() {
		_ = windows.UnmapViewOfFile(mapped.Pointer())
	}
}
