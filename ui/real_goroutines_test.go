//go:build realparts && linux

package ui_test

import (
	"debug/dwarf"
	"debug/elf"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"testing"
)

// insight looks into the memory of a running Go program, as a debugger does: the program itself has
// nothing that could tell. It needs the program's symbols and debug data, which only packages leave
// out.
type insight struct {
	memory *os.File
	// addresses of the runtime's variables
	allgs, allglen, heapMarked uint64
	// where a goroutine keeps its state, and the address of its function
	status, startpc uint64
	functions       map[uint64]string
}

// openInsight reads what it needs to know of a program's file.
func openInsight(t testing.TB, path string, pid int) insight {
	t.Helper()
	file, err := elf.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if file.Type != elf.ET_EXEC {
		t.Fatalf("%s runs at another address each time", path)
	}
	symbols, err := file.Symbols()
	if err != nil {
		t.Fatal(err)
	}
	addresses, functions := make(map[string]uint64), make(map[uint64]string)
	for _, symbol := range symbols {
		addresses[symbol.Name] = symbol.Value
		if elf.ST_TYPE(symbol.Info) == elf.STT_FUNC {
			functions[symbol.Value] = symbol.Name
		}
	}
	data, err := file.DWARF()
	if err != nil {
		t.Fatal(err)
	}
	offsets := fieldOffsets(t, data, "runtime.g", "runtime.gcControllerState")
	memory, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = memory.Close() })
	return insight{
		memory: memory, functions: functions,
		allgs: addresses["runtime.allgs"], allglen: addresses["runtime.allglen"],
		heapMarked: addresses["runtime.gcController"] + offsets["runtime.gcControllerState.heapMarked"],
		status:     offsets["runtime.g.atomicstatus"], startpc: offsets["runtime.g.startpc"],
	}
}

// fieldOffsets returns the offsets of the fields of some structs, named "package.struct.field".
func fieldOffsets(t testing.TB, data *dwarf.Data, structs ...string) map[string]uint64 {
	t.Helper()
	offsets := make(map[string]uint64)
	for reader := data.Reader(); ; {
		entry, err := reader.Next()
		if err != nil {
			t.Fatal(err)
		}
		if entry == nil {
			return offsets
		}
		name, _ := entry.Val(dwarf.AttrName).(string)
		if entry.Tag != dwarf.TagStructType || !slices.Contains(structs, name) {
			continue
		}
		kind, err := data.Type(entry.Offset)
		if err != nil {
			t.Fatal(err)
		}
		for _, field := range kind.(*dwarf.StructType).Field {
			offsets[name+"."+field.Name] = uint64(field.ByteOffset)
		}
	}
}

// word reads eight bytes of the program; 0 for what it has no more.
func (i insight) word(address uint64) uint64 {
	var word [8]byte
	if _, err := i.memory.ReadAt(word[:], int64(address)); err != nil {
		return 0
	}
	return binary.NativeEndian.Uint64(word[:])
}

// liveHeap returns how much of Go's heap was in use after the last collection.
func (i insight) liveHeap() uint64 { return i.word(i.heapMarked) }

// goroutines counts the goroutines by the function that each began with, those of the runtime
// itself among them. The program runs meanwhile, so that one that begins or ends may be missed.
func (i insight) goroutines() map[string]int {
	// see _Gscan, _Gdead and _Gdeadextra in Go's runtime2.go
	const scan, dead, deadExtra = 0x1000, 6, 11
	list := make([]byte, 8*min(i.word(i.allglen), 1<<20))
	if _, err := i.memory.ReadAt(list, int64(i.word(i.allgs))); err != nil && err != io.EOF {
		return nil
	}
	began := make(map[string]int)
	for one := range slices.Chunk(list, 8) {
		g := binary.NativeEndian.Uint64(one)
		switch uint32(i.word(g+i.status)) &^ scan {
		case dead, deadExtra:
		default:
			began[i.functions[i.word(g+i.startpc)]]++
		}
	}
	return began
}

// total adds up the counts of goroutines.
func total(began map[string]int) (sum int) {
	for count := range maps.Values(began) {
		sum += count
	}
	return sum
}
