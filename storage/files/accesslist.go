package files

// Windows' access lists are judged here, in plain values, so that every system can test it.

// The accounts that administer a Windows machine, as SIDs.
const (
	sidAdministrators   = "S-1-5-32-544"
	sidSystem           = "S-1-5-18"
	sidTrustedInstaller = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"
	sidOwnerRights      = "S-1-3-4" // whoever owns it, which is judged by itself
)

// The entries of an access list.
const (
	entryAllows      = 0
	entryDenies      = 1
	entryInheritOnly = 0x08 // a flag: it is for what is made below
)

// changing are the rights that let somebody change a file, or what a folder holds: to write, to
// append, to write attributes, to delete it or its files, to take it over.
const changing = 0x2 | 0x4 | 0x10 | 0x40 | 0x100 | // FILE_WRITE_DATA, _APPEND_DATA, _WRITE_EA, _DELETE_CHILD, _WRITE_ATTRIBUTES
	0x10000 | 0x40000 | 0x80000 | // DELETE, WRITE_DAC, WRITE_OWNER
	0x2000000 | 0x10000000 | 0x40000000 // MAXIMUM_ALLOWED, GENERIC_ALL, GENERIC_WRITE

// entry is one entry of an access list.
type entry struct {
	kind, flags byte
	rights      uint32
	sid         string
}

// judgeAccess refuses what others than the administrators can change. restricted: there is an
// access list; without one everybody may do everything.
func judgeAccess(place, owner string, restricted bool, list []entry) error {
	switch {
	case !administers(owner):
		return notTrusted("%s doesn't belong to the administrators, the system or TrustedInstaller", place)
	case !restricted:
		return notTrusted("%s can be written by everybody", place)
	}
	for _, e := range list {
		switch {
		case e.kind == entryDenies, e.flags&entryInheritOnly != 0:
		case e.kind != entryAllows:
			return notTrusted("%s has an entry in its access list that isn't understood", place)
		case e.rights&changing != 0 && !administers(e.sid) && e.sid != sidOwnerRights:
			return notTrusted("%s can be changed by %s", place, e.sid)
		}
	}
	return nil
}

// administers reports whether an account administers the machine.
func administers(sid string) bool {
	return sid == sidAdministrators || sid == sidSystem || sid == sidTrustedInstaller
}
