import { accounts } from '../upstream/hss/assets/users.js';
import { define } from './define.js';
import { contains, oneOf, yesOrNo } from './row-filter.js';
import { BoxedRowMembers, Flag, Instant, Text } from './row-members.js';

/** One account of one server, or of one container on it. */
export class UserRow extends BoxedRowMembers {
  @Text('Name of the account.')
  user_name!: string | null;

  @Flag('Whether it may log in.')
  login_permission!: boolean | null;

  @Flag('Whether it has the rights of an administrator.')
  root_permission!: boolean | null;

  @Text('Name of its group.')
  user_group_name!: string | null;

  @Text('Home directory.')
  user_home_dir!: string | null;

  @Text('Login shell.')
  shell!: string | null;

  @Instant('When it was last seen.')
  recent_scan_time!: string | null;

  @Instant('When it was first seen.')
  first_scan_time!: string | null;

  @Text('Agent that saw it.')
  agent_id!: string | null;
}

export const users = define<UserRow>({
  descriptor: accounts,
  row: UserRow,
  title: 'Accounts',
  plural: 'UserAccounts',
  order: ['user_name', 'container_id', 'user_group_name'],
  filters: {
    user_name: contains('Name of the account'),
    login_permission: yesOrNo('Whether it may log in.'),
    root_permission: yesOrNo('Whether it has the rights of an administrator.'),
    user_group_name: oneOf('Name of its group'),
    shell: oneOf('Login shell'),
  },
  sorts: ['user_name', 'recent_scan_time', 'first_scan_time'],
});
