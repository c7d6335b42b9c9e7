import Document

/// What a forensic instance does when it starts: it mounts volumes under `/evidence`, for reading alone,
/// as they are attached.
///
/// Sources: Amazon EC2 User Guide, "Run commands when you launch an EC2 instance with user data input" and
/// "Map Amazon EBS volumes to NVMe device names"; ext4(5), `noload`; xfs(5), `norecovery` and `nouuid`.
enum EvidenceMounts {
    /// Base64, as EC2 takes it.
    static func userData(_ volumes: [String]) -> String {
        Base64.encode(Array(script(volumes).utf8))
    }

    /// A journal that is played back is a write: so none is.
    static func script(_ volumes: [String]) -> String {
        """
        #!/bin/sh
        # Mounts evidence for reading alone: nothing is written, and no journal is played back.
        volumes='\(volumes.filter(isID).joined(separator: " "))'

        options() {
            case "$1" in
                ext2|ext3|ext4) echo ro,noload,noexec,nodev,nosuid ;;
                xfs) echo ro,norecovery,nouuid,noexec,nodev,nosuid ;;
                *) echo ro,noexec,nodev,nosuid ;;
            esac
        }

        mount_all() {
            blockdev --setro "$2"
            for part in $(lsblk --noheadings --list --paths --output NAME "$2"); do
                kind=$(blkid -p -o value -s TYPE "$part") || continue
                place="/evidence/$1/$(basename "$part")"
                mkdir -p "$place"
                mountpoint -q "$place" || mount -t "$kind" -o "$(options "$kind")" "$part" "$place"
            done
        }

        tries=0
        while [ -n "$volumes" ] && [ "$tries" -lt 720 ]; do
            left=''
            for volume in $volumes; do
                serial=$(echo "$volume" | tr -d -)
                device=$(readlink -f "/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_$serial")
                if [ -b "$device" ]; then mount_all "$volume" "$device"; else left="$left $volume"; fi
            done
            volumes=$left
            tries=$((tries + 1))
            [ -z "$volumes" ] || sleep 5
        done

        """
    }

    /// What is no id has no place in a script.
    private static func isID(_ text: String) -> Bool {
        text.hasPrefix("vol-")
            && text.utf8.dropFirst(4).allSatisfy { byte in
                (48...57).contains(byte) || (97...122).contains(byte)
            }
    }
}
