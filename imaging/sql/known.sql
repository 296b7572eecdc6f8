-- Of these UIDs: the instances that are stored already with the hash of their file, and the studies with their patient.
SELECT uid, sha256, NULL::bigint, NULL::text FROM imaging_instance
WHERE customer_id = %(customer)s AND uid = ANY(%(instances)s)
UNION ALL
SELECT uid, NULL, id, patient_id FROM imaging_study
WHERE customer_id = %(customer)s AND uid = ANY(%(studies)s)
